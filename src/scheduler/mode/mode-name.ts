export type ModeName =
  | 'balance'
  | 'cache_first'
  | 'performance_first'
  // By the names that gproxy gives them.
  | 'sticky_no_cache'
  | 'round_robin_with_cache'
  | 'round_robin_no_cache'
