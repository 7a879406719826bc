/** The one schema of the memory, read from the Python package's folder. */
declare module '*/memory/schema.json' {
  const schema: Record<string, unknown>;
  export default schema;
}

declare module '*/package.json' {
  const manifest: { version: string };
  export default manifest;
}
