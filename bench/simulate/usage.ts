/** What `--help` tells; docs/simulate.md says more of each. */
export const usage = `bun run simulate: days of traffic before modelled upstreams, under our modes and other policies

  --workload NAME|FILE,…     what clients do: agents, bursts, batch, mix, busy-agents, or a .toml file
  --accounts N,…             so many accounts, up to 10,000
  --fleet NAME|FILE          which accounts: weights, plans, tiers, large, subscriptions, or a .toml file
  --clients-for N            clients as for a fleet of so many accounts
  --hours N                  how long; 24 without it
  --seed N, --seeds 1-5      which day, or several
  --policies NAME,…          some of the columns
  --config FILE              one more policy: ours, as a configuration file of the program sets it
  --threads N                so many runs at once
  --check                    compares the scheduler's books with the upstreams' after every event
  --replay request:N|event:N tells how that came about
  --write                    puts the tables and the picture into docs/scheduling.md

It ends with 0 when every claim holds, 1 when one does not, 2 when a file or an option is wrong or a rule is broken.
All of it: docs/simulate.md`
