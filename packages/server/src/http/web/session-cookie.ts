/** A cookie that holds a session's secret: out of reach of scripts, of other sites and, over https, of the wire. */
export type SessionCookie = {
  read(request: Request): string | undefined;
  set(secret: string, maxAgeSeconds: number): string;
  clear(): string;
};

/** `Secure` exactly when the public URL is https: on plain http a browser would not keep the cookie. */
function sessionCookie(name: string, publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith("https:");
  // The prefix makes browsers refuse a cookie of this name that a neighbouring subdomain tries to plant.
  const fullName = secure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  return {
    read(request) {
      for (const part of (request.headers.get("cookie") ?? "").split(";")) {
        const [key = "", value = ""] = part.trim().split("=", 2);
        if (key === fullName && value !== "") return value;
      }
      return undefined;
    },
    set: (secret, maxAgeSeconds) => `${fullName}=${secret}; ${attributes}; Max-Age=${maxAgeSeconds}`,
    clear: () => `${fullName}=; ${attributes}; Max-Age=0`,
  };
}

export const operatorCookie = (publicUrl: string) => sessionCookie("rollcall_session", publicUrl);
export const portalCookie = (publicUrl: string) => sessionCookie("rollcall_portal", publicUrl);
