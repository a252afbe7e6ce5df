/** An item's own state is worth keeping only where it is not the usual one. */
export const isUsualStatus = (status: unknown): boolean =>
  status === undefined || status === null || status === 'completed' || status === 'in_progress'
