import { join } from 'node:path'
import type { Access, ResourceDriver } from '@backout/core/plugin'
import type { Baseline } from './tree/compare/baseline.ts'
import type { CommandEnd, CommandRequest } from './process/run-command.ts'

/** Commands as a step sees them: `context.session<ProcessSession>('commands')`. */
export interface ProcessSession extends AsyncDisposable {
  /** Absolute path of the working tree. */
  readonly root: string
  /** What the working tree was like when a command's undo was saved, by run and step. */
  readonly baselines: Map<string, Baseline>
  /** Errors: `out-of-scope`; `interrupted` after an abort. */
  demand(program: string, access: Access): void
  /** Runs a command. `cwd` is relative to the root, `env` comes on top of what is inherited. Errors: `out-of-scope`, `missing`. */
  run(
    request: Omit<CommandRequest, 'env'> & { readonly env?: CommandRequest['env']; readonly access: Access },
    signal: AbortSignal,
  ): Promise<CommandEnd>
}

/** Programs of this machine: resource `commands`, of which there is one. Parts are programs as `command[0]` names them. */
export const processes: ResourceDriver<ProcessSession> = {
  kind: 'process',
  family: 'commands',
  config: { type: 'object', additionalProperties: false, description: 'Commands need no configuration.', examples: [{}] },
  implicit: (name) => (name === '' ? {} : undefined),
  target: () => 'this machine',
  covers: (entry, part) => entry === part,
  // What a command does, nobody knows: no two of them run at the same time, unless they have no effect.
  overlaps: (a, b) => a.access === 'write' || b.access === 'write',
  open: async (_config, { root, guard }) => ({
    root,
    baselines: new Map(),
    demand: (program, access) => guard.demand(program, access),
    async run({ access, ...request }, signal) {
      guard.demand(request.command[0] ?? '', access)
      const [{ commandEnvironment }, { runCommand }] = await Promise.all([
        import('./process/environment.ts'),
        import('./process/run-command.ts'),
      ])
      const env = commandEnvironment(process.env, request.env)
      return runCommand({ ...request, env, cwd: join(root, request.cwd) }, signal)
    },
    async [Symbol.asyncDispose]() {},
  }),
}
