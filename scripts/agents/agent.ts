/** A command-line agent as this script drives it. */
import type { ProtocolId } from '../../src/protocol/protocol.ts'

/** Where one agent works: a home and a project of its own, and the address it takes for its vendor's. */
export type Scene = {
  /** Without a path. */
  readonly url: string
  /** The key that Switchyard knows. */
  readonly key: string
  readonly home: string
  readonly project: string
}

/** A call of a tool of the agent's, as the prompt spells it out. */
export type Call = {
  readonly tool: string
  /** Arguments, or the text for a custom tool. */
  readonly input: unknown
}

export type Turn = {
  readonly prompt: string
  /** Goes on with the conversation that is in the project. */
  readonly isFollowing: boolean
}

export type Agent = {
  /** As the words of this script's command line name it. */
  readonly id: string
  readonly title: string
  readonly package: string
  /** Exact. */
  readonly version: string
  /** In `node_modules/.bin`. */
  readonly command: string
  /** A script of the package that puts its program in place, where there is one. */
  readonly postinstall?: string
  readonly speaks: ProtocolId
  /**
   * When it takes a conversation up again it tells results twice, which upstreams of its own protocol refuse and the relay
   * passes on untouched: there its second turn begins anew.
   */
  readonly repeatsResults?: true
  /** By its own tool for that. Of several calls, by the names and forms that upstreams know it by, one is offered. */
  readFile(path: string): readonly Call[]
  /** By its shell. */
  showFile(path: string): readonly Call[]
  /** What it finds in its home, by the path there. */
  files(scene: Scene): Readonly<Record<string, string>>
  environment(scene: Scene): Readonly<Record<string, string>>
  words(turn: Turn, scene: Scene): readonly string[]
}
