import { protocolIds, type ProtocolId } from '../src/protocol/protocol.ts'

/** One process, no buffering, connections to the upstream kept: as a careful operator relays streams. */
export const nginxSettings = (where: {
  readonly folder: string
  readonly port: number
  readonly upstreamPort: number
}): string => `
daemon off;
master_process off;
pid ${where.folder}/nginx.pid;
error_log ${where.folder}/error.log;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path ${where.folder}/body;
  proxy_temp_path ${where.folder}/proxy;
  fastcgi_temp_path ${where.folder}/fastcgi;
  uwsgi_temp_path ${where.folder}/uwsgi;
  scgi_temp_path ${where.folder}/scgi;
  keepalive_requests 10000000;
  upstream bench { server 127.0.0.1:${where.upstreamPort}; keepalive 1024; keepalive_requests 10000000; }
  server {
    listen 127.0.0.1:${where.port};
    location / {
      proxy_pass http://bench;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`

const proxySettings = `
[proxy]
api_key = "\${API_KEY}"
auth_mode = "strict"
`

/** A custom channel with four accounts; everything else as it comes. */
export const switchyardSettings = (upstreamPort: number): string =>
  proxySettings +
  channelSettings({ id: 'bench', protocol: 'openai-chat', upstreamPort, accounts: 4 })

/** A channel for each protocol, with the models `bench-PROTOCOL-*`. Each has one account, so that they share a thread evenly. */
export const pairSettings = (upstreamPort: number): string =>
  proxySettings +
  protocolIds
    .map((protocol) =>
      channelSettings({ id: `bench-${protocol}`, protocol, upstreamPort, accounts: 1 }),
    )
    .join('')

type ChannelPlan = {
  readonly id: string
  readonly protocol: ProtocolId
  readonly upstreamPort: number
  readonly accounts: number
}

const channelSettings = ({ id, protocol, upstreamPort, accounts }: ChannelPlan): string => `
[[channels]]
id = "${id}"
[channels.settings]
base_url = "http://127.0.0.1:${upstreamPort}"
protocol = "${protocol}"
models = ["${id}-*"]
${Array.from({ length: accounts }, (_unused, at) => accountSettings(`${id}-${at + 1}`)).join('')}`

const accountSettings = (id: string): string => `[[channels.credentials]]
id = "account-${id}"
secret = "secret-${id}"
max_concurrency = 0
`
