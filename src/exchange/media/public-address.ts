import ipaddr from 'ipaddr.js'

/** Whether an address is one of the public internet: not loopback, private, link-local, shared, reserved or tunnelled. */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
