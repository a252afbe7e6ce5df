import { FIVE_MINUTES_MS, type PromptShape } from '../prompt-shape.ts'

/**
 * Tools come before the system prompt and that before the messages, whatever the body's order; another choice of tools, or
 * another way to think, makes other messages of the same. https://docs.claude.com/en/docs/build-with-claude/prompt-caching
 *
 * The upstream caches nothing without a mark. None is looked for here: the operator's rules may add some, and a translation
 * may go where none is needed. What the upstream says it wrote tells what is there.
 */
export const prompt: PromptShape = {
  sections: [
    { keys: ['tools'], cut: 'whole' },
    { keys: ['system'], cut: 'items', counts: (text) => !billing.test(text.slice(0, 120)) },
    { keys: ['tool_choice'], cut: 'aside' },
    { keys: ['thinking'], cut: 'aside' },
    { keys: ['messages'], cut: 'items' },
  ],
  seeds: [],
  hints: [],
  named: [],
  goingOn: [],
  lifetimeMs: () => FIVE_MINUTES_MS,
}

/** Billing notes at the head of a system prompt differ in every request; the upstream takes them off. */
const billing = /"text"\s*:\s*"x-[a-z]+-billing-header/
