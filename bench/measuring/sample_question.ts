/** The n-th of many questions that the embedded model knows, all of one kind and different: measurements run on them. */
export function sampleQuestion(n: number): string {
  return `Let u = ${n % 17} + ${n}. Suppose 3*x - u = ${n % 5}. What is the remainder when ${n + 40} is divided by 7?`;
}
