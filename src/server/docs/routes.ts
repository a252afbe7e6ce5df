import viewerScript from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }
import viewerStyle from 'swagger-ui-dist/swagger-ui.css' with { type: 'file' }
import { Elysia } from 'elysia'
import { mount } from '../mount.ts'

/**
 * The description of the interface and its viewer, every byte of it from this program: it works without the
 * internet. It needs no key in any mode: it says what this program can do, and nothing of what is configured.
 */
export const docsRoutes = (readDocument: () => Promise<string>) => {
  const app = new Elysia({ name: 'docs' })
  const files: readonly (readonly [string, () => Response | Promise<Response>])[] = [
    ['/swagger', () => answer(page, 'text/html; charset=utf-8')],
    ['/swagger/json', async () => answer(await readDocument(), 'application/json')],
    ['/swagger/viewer.js', () => answer(Bun.file(viewerScript), 'text/javascript; charset=utf-8')],
    ['/swagger/viewer.css', () => answer(Bun.file(viewerStyle), 'text/css; charset=utf-8')],
  ]
  for (const [path, handler] of files) mount(app, { method: 'GET', path, handler })
  return app
}

const answer = (body: string | Blob, contentType: string): Response =>
  new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-cache' } })

/** Nothing that the page loads may come from elsewhere. The viewer sets styles on its elements. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="content-security-policy" content="${policy}" />
    <title>Switchyard API</title>
    <link rel="stylesheet" href="/swagger/viewer.css" />
  </head>
  <body>
    <div id="viewer"></div>
    <script src="/swagger/viewer.js"></script>
    <script>
      SwaggerUIBundle({ url: '/swagger/json', dom_id: '#viewer', deepLinking: true })
    </script>
  </body>
</html>
`
