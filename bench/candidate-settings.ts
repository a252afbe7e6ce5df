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

/** A custom channel with four accounts; everything else as it comes. */
export const switchyardSettings = (upstreamPort: number): string => `
[proxy]
api_key = "\${API_KEY}"
auth_mode = "strict"

[[channels]]
id = "bench"
[channels.settings]
base_url = "http://127.0.0.1:${upstreamPort}/v1"
protocol = "openai-chat"
models = ["bench-*"]
${[1, 2, 3, 4].map(accountSettings).join('')}`

function accountSettings(number: number): string {
  return `[[channels.credentials]]
id = "account-${number}"
secret = "secret-${number}"
max_concurrency = 0
`
}
