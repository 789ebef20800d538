declare module 'picomatch' {
  export default function picomatch(glob: string, options: { readonly dot: boolean; readonly posix: boolean }): (path: string) => boolean
}
