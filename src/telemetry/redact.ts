/**
 * The second line of defence: logs and records are made of allow-listed fields, and what is text in
 * them still passes here. Only shapes that are secrets beyond doubt are replaced, so that a model's
 * or a channel's name survives.
 */

/** What stands before the secret is kept (`Bearer `, `key=`): it tells the reader what was there. */
const replacement = '$<bearer>$<header>$<named>$<userinfo>[redacted]'

const withIntroduction = [
  String.raw`(?<bearer>\bbearer\s+)[\w.~+/=-]{6,}`,
  String.raw`(?<header>\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:[a-z]+\s+)?)[^\s"',;]{6,}`,
  String.raw`(?<named>\b(?:x-)?(?:[a-z]+[-_])*(?:api[-_]?key|goog-api-key|access[-_]?token|refresh[-_]?token|id[-_]?token|client[-_]?secret|password|private[-_]?key|key|token|secret)["']?\s*[=:]\s*["']?)[^\s"'&,;}]{6,}`,
  String.raw`(?<userinfo>\b[a-z][a-z\d+.-]*:\/\/[^\s\/:@]*:)[^\s\/@]+(?=@)`,
]

const byShape = [
  String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`,
  String.raw`\b(?:sk|pk|rk)[-_][\w-]{6,}`,
  String.raw`\bAIza[\w-]{10,}`,
  String.raw`\bya29\.[\w.-]+`,
  String.raw`\b1\/\/0[\w-]{10,}`,
  String.raw`\bGOCSPX-[\w-]+`,
  String.raw`\bnvapi-[\w-]{6,}`,
  String.raw`\bgh[pousr]_\w{10,}`,
  String.raw`\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?`,
]

const secret = new RegExp([...withIntroduction, ...byShape].join('|'), 'i')
const everySecret = new RegExp(secret.source, 'gi')

/** No expression above fits into these letters: nearly every request id passes at a fraction of the price. */
const hexadecimal = /^[\da-f-]*$/

/** `text` with every recognisable secret replaced. Costs a tenth of a microsecond where there is none. */
export const redact = (text: string): string =>
  !hexadecimal.test(text) && secret.test(text) ? text.replace(everySecret, replacement) : text
