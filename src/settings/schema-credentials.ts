/**
 * Credentials that are more than an API key, in the form gproxy writes them: a table with one entry,
 * named after its kind. (API keys come in the same form; `legacy-forms.ts` turns them into `secret`.)
 */
import { Type } from '@sinclair/typebox'
import { flag, later, secret, text, whole } from './schema-parts.ts'

const tokens = {
  access_token: secret('Access token.'),
  refresh_token: secret('Refresh token.'),
  expires_at: whole('When the access token ends, in epoch milliseconds.', 0, { minimum: 0 }),
  user_email: text('Whose login it is.'),
}

const googleLogin = (description: string) =>
  Type.Object(
    {
      ...tokens,
      project_id: text('Google Cloud project.'),
      client_id: text('OAuth client the login was made with.'),
      client_secret: secret('Secret of that client.'),
    },
    { description },
  )

const serviceAccount = Type.Object(
  {
    project_id: text('Google Cloud project.'),
    client_email: text('Address of the service account.'),
    private_key: secret('Private key, PEM.'),
    private_key_id: text('Id of the private key.'),
    client_id: text('Id of the service account.'),
    auth_uri: text('As in the key file.'),
    token_uri: text('As in the key file.'),
    auth_provider_x509_cert_url: text('As in the key file.'),
    client_x509_cert_url: text('As in the key file.'),
    universe_domain: text('As in the key file.'),
    access_token: secret('Access token.'),
    expires_at: tokens.expires_at,
  },
  { description: 'A Google service account.' },
)

export const credentialVariantsSchema = later(
  Type.Object(
    {
      Vertex: Type.Optional(serviceAccount),
      GeminiCli: Type.Optional(googleLogin('A Google login for `geminicli`.')),
      Antigravity: Type.Optional(googleLogin('A Google login for `antigravity`.')),
      ClaudeCode: Type.Optional(
        Type.Object(
          {
            ...tokens,
            subscription_type: text('As the vendor names it.'),
            rate_limit_tier: text('As the vendor names it.'),
            account_uuid: text('As the vendor names it.'),
            organization_uuid: text('As the vendor names it.'),
            enable_claude_1m_sonnet: flag('The long context may be asked for.', false),
            enable_claude_1m_opus: flag('The long context may be asked for.', false),
          },
          { description: 'A login for `claudecode`.' },
        ),
      ),
      Codex: Type.Optional(
        Type.Object(
          {
            ...tokens,
            id_token: secret('ID token.'),
            account_id: text('As the vendor names it.'),
            priority_tier: flag('Every request asks for the priority tier.', false),
          },
          { description: 'A login for `codex`.' },
        ),
      ),
    },
    { description: 'A login or service account instead of an API key.' },
  ),
)
