/**
 * The words of the simulated model. Each protocol has its own, so that an answer which was passed through
 * cannot be taken for one that was translated.
 */
import type { SimulatedProtocol } from './answer.ts'

const endings: Readonly<Record<SimulatedProtocol, string>> = {
  'openai-chat':
    'No model was called – this text is canned, so that you can watch a stream go by 🚃🚃🚃 and end.',
  'openai-responses':
    'Nobody thought about it – these words were written beforehand, and their item 🧾 is complete with this one.',
  'openai-completions':
    'And so the line goes on – word after word 📜, no model behind any of them, until it stops.',
  openai: 'This was neither seen nor heard – it is a stand-in 🎭 from one end to the other.',
  anthropic:
    'There is nobody here – every block 🧱 of this message was laid by hand, and the turn ends with it.',
  gemini:
    'No candidate was weighed – the parts 💎 lay ready in a drawer, and there is no more reason to go on.',
}

const thoughts: Readonly<Record<SimulatedProtocol, string>> = {
  'openai-chat': 'nothing is weighed, no model is called.',
  'openai-responses': 'an empty item 🧾 is summed up in these words.',
  'openai-completions': 'the line thinks nothing 📜 of itself.',
  openai: 'nothing is imagined 🎭.',
  anthropic: 'a block 🧱 of nothing, signed by its account.',
  gemini: 'the drawer 💎 is opened, and closed again.',
}

export type Speaker = { readonly protocol: SimulatedProtocol; readonly account: string }

export const cannedText = (
  { protocol, account }: Speaker,
  prompt: string,
  toolResults: readonly string[] = [],
): string => {
  const results = toolResults.map((result) => `“${shorten(result)}”`).join(' and ')
  const told = results === '' ? '' : `Your tools answered ${results}. `
  return `simulated ${protocol} answer from ${account}: you wrote “${shorten(prompt)}”. ${told}${endings[protocol]}`
}

const shorten = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text)

export const cannedThought = ({ protocol, account }: Speaker): string =>
  `Simulated ${protocol} thinking of ${account}: ${thoughts[protocol]}`
