/**
 * Logistic regression by Newton's method, for a few features and a few thousand rows.
 *
 * @module
 */

/** Values of a row's features, in an order that all rows share, and what came of it. */
export interface Row {
  readonly values: readonly number[];
  readonly right: boolean;
}

/** The probability that a row is right is 1/(1 + exp(−intercept − weights · values)). */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const STEPS = 50;

/**
 * Fits a model by maximum likelihood with a penalty of `l2`/2 times the squared weights of the standardised features.
 *
 * @throws {RangeError} where there is no row
 */
export function fitLogistic(rows: readonly Row[], l2 = 1): LogisticModel {
  if (rows.length === 0) throw new RangeError("Cannot fit a model as there is no row");
  const columns = rows[0].values.map((_, index) => rows.map(({ values }) => values[index]));
  const means = columns.map((column) => sum(column) / rows.length);
  const scales = columns.map((column, index) =>
    Math.sqrt(sum(column.map((value) => (value - means[index]) ** 2)) / rows.length) || 1
  );
  const standard = rows.map((
    { values },
  ) => [1, ...values.map((value, index) => (value - means[index]) / scales[index])]);
  let weights: number[] = standard[0].map(() => 0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight, index) => index === 0 ? 0 : l2 * weight);
    const hessian = weights.map((_, i) => weights.map((_, j) => i === j ? (i === 0 ? 1e-9 : l2) : 0));
    for (const [index, values] of standard.entries()) {
      const p = sigmoid(dot(weights, values));
      const error = p - Number(rows[index].right);
      for (let i = 0; i < values.length; i++) {
        gradient[i] += error * values[i];
        for (let j = 0; j < values.length; j++) hessian[i][j] += p * (1 - p) * values[i] * values[j];
      }
    }
    const change = solveLinear(hessian, gradient);
    weights = weights.map((weight, index) => weight - change[index]);
  }
  const raw = weights.slice(1).map((weight, index) => weight / scales[index]);
  return { intercept: weights[0] - dot(raw, means), weights: raw };
}

/** The probability that a row with these values is right. */
export function predict({ intercept, weights }: LogisticModel, values: readonly number[]): number {
  return sigmoid(intercept + dot(weights, values));
}

/** Probabilities for all rows, each from a model that was fitted without the rows of its fold; row i is in fold i mod `folds`. */
export function crossValidated(rows: readonly Row[], folds = 10): number[] {
  const models = Array.from(
    { length: folds },
    (_, fold) => fitLogistic(rows.filter((_, index) => index % folds !== fold)),
  );
  return rows.map(({ values }, index) => predict(models[index % folds], values));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, index) => total + value * b[index], 0);
}

/** Solves `matrix · x = right` by elimination with pivots. */
function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]]);
  for (let at = 0; at < rows.length; at++) {
    const pivot = rows.slice(at).reduce((best, row) => Math.abs(row[at]) > Math.abs(best[at]) ? row : best);
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(at, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[at] / pivot[at];
      for (let column = at; column < row.length; column++) row[column] -= factor * pivot[column];
    }
  }
  return rows.map((row, index) => row.at(-1)! / row[index]);
}
