/** The host of a URL as a name or an address: those of IPv6 stand in brackets there. */
export const bareHost = ({ hostname }: Pick<URL, 'hostname'>): string =>
  hostname.replace(/^\[|\]$/g, '')
