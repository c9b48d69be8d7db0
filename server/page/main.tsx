/**
 * The page's script. A page that carries a trace shows it; any other asks the server.
 *
 * @module
 */
import { render } from "preact";
import { App } from "./app.tsx";
import { TraceView } from "./trace_view.tsx";

const trace = document.getElementById("trace")?.textContent;
render(trace ? <TraceView lines={JSON.parse(trace)} /> : <App />, document.getElementById("page")!);
