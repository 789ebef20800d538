import { boolean } from '@oclif/core/flags'
import { PlanCommand } from '../plan-command.ts'

/** `plan plugins` */
export default class Plugins extends PlanCommand {
  static override readonly summary = 'List the installed plugins with versions, step types and drivers.'
  static override readonly description =
    "A plugin's manifest holds its schemas, so that validating and showing a plan from a pull request runs none of its code. --write makes the manifests anew, and loads the plugins' code to do so."
  static override readonly examples = [
    { description: 'What is installed', command: '<%= config.bin %> plugins' },
    { description: "After a plugin's schemas changed", command: '<%= config.bin %> plugins --write' },
  ]
  static override readonly flags = { write: boolean({ summary: "Load the repository's plugins and write their manifests." }) }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Plugins)
    const { plugins } = await import('../actions/plugins.ts')
    return this.answer(await plugins({ write: flags.write }, this.call(flags)))
  }
}
