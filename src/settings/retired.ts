/**
 * Keys of gephyr and gproxy that do nothing here, and why: a file of theirs loads, and its owner
 * learns what has no counterpart. List positions are left out of the paths.
 */
export const retiredKeys: ReadonlyMap<string, string> = new Map([
  ['global.hf_token', 'no tokenizer is downloaded'],
  ['global.hf_url', 'no tokenizer is downloaded'],
  ['global.update_source', 'the program does not replace itself'],
  ['global.spoof_emulation', 'Switchyard says who it is and imitates no other program'],
  ['proxy.enabled', 'the program serves while it runs'],
  ['proxy.auto_start', 'the program serves while it runs'],
  ['proxy.zai', 'use the channel `zai`'],
  ['proxy.user_agent_override', 'Switchyard says who it is and imitates no other program'],
  ['proxy.saved_user_agent', 'Switchyard says who it is and imitates no other program'],
  ['proxy.experimental.enable_usage_scaling', 'usage is reported as it was'],
  ['proxy.google.mimic', 'Switchyard says who it is and imitates no other program'],
  ['proxy.proxy_pool.proxies[].last_check_time', 'it is a state, not a setting'],
  ['proxy.proxy_pool.proxies[].is_healthy', 'it is a state, not a setting'],
  ['proxy.proxy_pool.proxies[].latency', 'it is a state, not a setting'],
  ['channels[].credentials[].state', 'the state of an account is kept in the database'],
  ['channels[].credentials[].builtin.ClaudeCode.cookie', 'browser cookies are not used to log in'],
  [
    'channels[].credentials[].builtin.ClaudeCode.session_key',
    'browser cookies are not used to log in',
  ],
  ['channels[].settings.user_agent', 'Switchyard says who it is and imitates no other program'],
  ['channels[].settings.anthropic_prelude_text', 'nothing is put before the prompt of a client'],
  ['channels[].settings.claudecode_prelude_text', 'nothing is put before the prompt of a client'],
  ['channels[].settings.claudecode_ai_base_url', 'browser cookies are not used to log in'],
])
