/** One value, made again only when something that it was made of has changed. */
export class Last<Value> {
  #parts: readonly unknown[] = [];
  #value: { readonly made: Value } | null = null;

  of(parts: readonly unknown[], make: () => Value): Value {
    const same =
      this.#parts.length === parts.length && parts.every((part, place) => part === this.#parts[place]);
    if (this.#value !== null && same) return this.#value.made;
    this.#parts = parts;
    this.#value = { made: make() };
    return this.#value.made;
  }

  forget(): void {
    this.#value = null;
  }
}
