import type { PoolEvent } from '../actor/node-pool.ts'
import type { PoolNews } from '../proxy-pool/actor.ts'
import type { Notice } from '../scheduler/messages.ts'
import type { Log } from '../telemetry/log.ts'

export const logNotice = (log: Log, { event, account, reason }: Notice): void => {
  switch (event) {
    case 'account-out':
      return log.warning('an account is out until it is changed', { account, reason })
    case 'account-down':
      return log.warning('an account does not come up and is tried again', { account, reason })
    case 'account-resting':
      return log.info('an account rests', { account, reason })
    case 'upstream-unreached':
      return log.debug('an account did not reach its upstream', { account, reason })
    case 'models-unknown':
      return log.warning('an account could not read the models of its upstream', {
        account,
        reason,
      })
    default:
      return event satisfies never
  }
}

export const logProxyNews = (log: Log, news: PoolNews): void => {
  switch (news.type) {
    case 'proxy-changed':
      return news.isHealthy
        ? log.info('a proxy works', { proxy: news.proxy })
        : log.warning('a proxy has failed its check', { proxy: news.proxy, reason: news.error })
    case 'way-changed':
      return news.blocked === ''
        ? log.debug('an account has its way out', { account: news.account, proxy: news.proxy })
        : log.warning('an account has no way out and is not served', {
            account: news.account,
            reason: news.blocked,
          })
    default:
      return news satisfies never
  }
}

export const logPoolEvent = (log: Log, event: PoolEvent): void => {
  switch (event.type) {
    case 'thread-ready':
      return log.debug('a thread is ready', { node: event.node })
    case 'thread-closed':
      return log.warning('a thread has ended', { node: event.node, reason: event.explanation })
    case 'given-up':
      return log.error('a thread cannot be started', { reason: event.explanation })
    default:
      return event satisfies never
  }
}
