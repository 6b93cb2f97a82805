import { expect, test } from "vitest";
import { arrayParameter } from "./array-parameter.ts";

test.each([
  ["k=a,b", ["a", "b"]],
  ["k=a%2Cb", ["a", "b"]],
  ["k=a&k=b", ["a", "b"]],
  ["k[0]=a&k[1]=b", ["a", "b"]],
  ["k%5B0%5D=a&k%5B1%5D=b", ["a", "b"]],
  ["k[]=a&k[]=b", ["a", "b"]],
  ["k=a,b&k[]=c", ["a", "b", "c"]],
  ["k=a", ["a"]],
  ["k=", undefined],
  ["k=,,", undefined],
  ["other=a&kk=b&k[x]=c", undefined],
  ["", undefined],
])("?%s is read as %j", (query, values) => {
  expect(arrayParameter(`http://host/events?${query}`, "k")).toEqual(values);
});
