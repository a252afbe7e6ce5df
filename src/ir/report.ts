/**
 * What a translation could not carry over. A refusal ends the request with a 400; a warning is told beside the
 * answer. Both name the field as the client spells it: writers name fields of the neutral form by `NeutralField`,
 * and the client's protocol translates that.
 */
export class Report {
  readonly #refusals: Fault[] = []
  readonly #warnings = new Map<string, Fault>()

  /** Without it the answer would mean something else. */
  refuse(field: string, problem: string): void {
    this.#refusals.push({ field, problem })
  }

  /** It is left out, and the answer still means the same. The same is told once. */
  warn(field: string, problem: string): void {
    this.#warnings.set(`${field} ${problem}`, { field, problem })
  }

  get refusal(): Fault | undefined {
    return this.#refusals[0]
  }

  get warnings(): readonly Fault[] {
    return Array.from(this.#warnings.values())
  }
}

/** `problem` completes a sentence that begins with the field: `must be a string`, `is not offered by …`. */
export type Fault = { readonly field: string; readonly problem: string }
