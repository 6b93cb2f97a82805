/** A wait that can be ended early. A call while nobody waits ends the next wait at once: no signal is lost. */
export class Wake {
  #pending = false;
  #end: (() => void) | undefined;

  now(): void {
    this.#pending = true;
    this.#end?.();
  }

  async after(ms: number): Promise<void> {
    if (!this.#pending && ms > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#end = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.#end = undefined;
    }
    this.#pending = false;
  }
}
