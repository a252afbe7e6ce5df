/** Under what a session is bound: it belongs to its user, and upstreams of other channels know nothing of it. */
export type SessionKey = {
  readonly user: string
  readonly channel: string
  /** Bound by itself, since it could not stay where the session's other models are; empty: the session as a whole. */
  readonly model: string
  /** As the client named it. */
  readonly session: string
}

/** As text, since it is kept. What a client may write comes last, or is escaped. */
export const writeSessionKey = ({ user, channel, model, session }: SessionKey): string => {
  const place = model === '' ? channel : `${channel}\t${encodeURIComponent(model.toWellFormed())}`
  return `${user}\n${place}\n${session}`
}

export const readSessionKey = (written: string): SessionKey => {
  const [user = '', place = '', ...session] = written.split('\n')
  const [channel = '', model = ''] = place.split('\t')
  return { user, channel, model: decodeURIComponent(model), session: session.join('\n') }
}
