// Said in plain JavaScript that old versions of Node can read: npm scripts run the Node that npm installed with the
// repository's optional dependencies, and where there is none for the platform, the system's own.
const needed = 24
const major = Number(process.versions.node.split('.')[0])

if (!(major >= needed)) {
  console.error(
    `Backout needs Node ${needed} or newer, and this is Node ${process.versions.node} (${process.execPath}).\n` +
      `"npm ci" brings Node ${needed} along on linux-x64, linux-arm64 and win-x64, unless it is told to omit optional dependencies; ` +
      `this machine is ${process.platform}-${process.arch}. Install Node ${needed} from https://nodejs.org and run the command again.`,
  )
  process.exit(2)
}
