import { poolConfig, pooledAccount } from '../support/proxy-pool-world.ts'

export const one = 'http://one.test:3128'
export const two = 'http://two.test:3128'

export const config = poolConfig({ accounts: [pooledAccount('a', 'one'), pooledAccount('b')] })
