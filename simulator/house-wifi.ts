import { houseNetwork } from "./machine/air";

/** The settings of a device that knows the house's Wi-Fi. */
export const houseWifi = Object.freeze({ wifiSsid: houseNetwork.SSID, wifiPassword: houseNetwork.password! });
