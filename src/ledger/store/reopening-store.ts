import type { OpenStore, Store, StoreFailure, StoreOpened } from './store.ts'

/**
 * A store that is opened when it is first used, and opened anew after a failure: a file that was
 * moved away, a disk that came back or a server that was restarted need no other care.
 */
export const reopeningStore = (openStore: OpenStore, dsn: string): Store => {
  let opening: Promise<StoreOpened | StoreFailure> | undefined

  const close = async (): Promise<void> => {
    const opened = await opening
    opening = undefined
    if (opened?.type === 'opened') await opened.store.close()
  }

  const attempt = async <Result extends { readonly type: string }>(
    use: (store: Store) => Promise<Result | StoreFailure>,
  ): Promise<Result | StoreFailure> => {
    opening ??= openStore(dsn)
    const opened = await opening
    const result = opened.type === 'opened' ? await use(opened.store) : opened
    if (result.type === 'failed') await close()
    return result
  }

  return {
    write: (records) => attempt((store) => store.write(records)),
    recent: (limit) => attempt((store) => store.recent(limit)),
    writeState: (entries) => attempt((store) => store.writeState(entries)),
    readState: (kind, limit) => attempt((store) => store.readState(kind, limit)),
    close,
  }
}
