/** Something that whoever runs it can put right, or must know: told in words, without a place in the code. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
}
