/** The type of what a zod schema accepts: the schema is the only declaration, and nobody may change the value. */
export type Inferred<Schema extends { readonly _zod: { readonly output: unknown } }> = DeepReadonly<
  Schema["_zod"]["output"]
>;

/** A value that may be read and not changed, down to its leaves. */
export type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;
