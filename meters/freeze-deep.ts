export { freezeTable as freezeDeep } from "../protocols/freeze-table";
