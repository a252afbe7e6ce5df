import { z } from 'zod'

/** What the structured output helpers ask for. */
export const weatherReport = z.object({
  city: z.string().describe('Where it was measured.'),
  degrees: z.number(),
  sky: z.enum(['clear', 'cloudy']),
  winds: z.array(z.object({ from: z.string(), gusts: z.boolean() })),
  note: z.union([z.string(), z.null()]),
})
