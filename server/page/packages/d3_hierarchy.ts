// @ts-types="npm:@types/d3-hierarchy@3.1.7"
export * from "npm:d3-hierarchy@3.1.3";
