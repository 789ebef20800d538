import { Command } from '@oclif/core'

/** The least that a command can be. */
export default class Hello extends Command {
  static description = 'Says hello'

  async run() {
    this.log('hello')
  }
}
