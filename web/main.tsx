import { render } from "preact";
import { Frame } from "./parts/frame";
import { app } from "./state/app";

app.start();
render(<Frame />, document.getElementById("app")!);
