/** CONNACK return codes in words that say what to do (MQTT 3.1.1, table 3.1). */
const connackWords = Object.freeze<Record<number, string>>({
	1: "the broker does not speak MQTT 3.1.1",
	2: "the broker refuses the client name: set another one",
	3: "the broker is not available at the moment",
	4: "the broker refuses the user name or password",
	5: "the broker does not allow this user to connect: check user name and password",
});

/** Why a broker refused the connection. */
export function describeConnack(code: number): string {
	return connackWords[code] ?? `the broker refused the connection with code ${code}`;
}
