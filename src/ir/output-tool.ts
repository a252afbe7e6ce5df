/**
 * The tool by which an upstream without structured output is made to answer in a form: the model must call it, and its
 * arguments are the answer. Clients never see it: `translation` turns a call of it into text.
 */
export const outputTool = 'structured_output'
