import { render } from "preact";

render(<h1>Meterwire</h1>, document.getElementById("app")!);
