/*
	Stands in for esp32/chip.c in a build for Linux.
*/

#include "xsmc.h"
#include "mc.xs.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#define kPowerOn (1)

void xs_meterwire_chip_restart(xsMachine *the)
{
	(void)the;
	exit(0);
}

void xs_meterwire_chip_reset_reason(xsMachine *the)
{
	xsmcSetInteger(xsResult, kPowerOn);
}

void xs_meterwire_chip_mac(xsMachine *the)
{
	char text[13] = "000000000000";
	struct ifaddrs *all, *one;

	if (!getifaddrs(&all)) {
		for (one = all; one; one = one->ifa_next) {
			struct sockaddr_ll *link = (struct sockaddr_ll *)one->ifa_addr;
			if (!link || (AF_PACKET != link->sll_family) || (6 != link->sll_halen) || (one->ifa_flags & IFF_LOOPBACK))
				continue;
			for (int i = 0; i < 6; i++)
				snprintf(text + (2 * i), 3, "%02X", link->sll_addr[i]);
			break;
		}
		freeifaddrs(all);
	}
	xsmcSetString(xsResult, text);
}

void xs_meterwire_chip_free_memory(xsMachine *the)
{
	xsmcSetUndefined(xsResult);
}

void xs_meterwire_chip_random(xsMachine *the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(0));

	// up to 256 bytes come whole (getrandom(2))
	if ((count < 1) || (count > 256))
		xsRangeError("1 to 256 bytes");
	if (count != getrandom(xsmcSetArrayBuffer(xsResult, NULL, count), count, 0))
		xsUnknownError("no random numbers");
}

void xs_meterwire_chip_name_servers(xsMachine *the)
{
	char text[128] = "", line[256], address[64];
	struct in_addr binary;
	FILE *file = fopen("/etc/resolv.conf", "r");

	while (file && fgets(line, sizeof(line), file)) {
		if ((1 != sscanf(line, " nameserver %63s", address)) || (1 != inet_pton(AF_INET, address, &binary)))
			continue;
		if ((strlen(text) + strlen(address) + 2) > sizeof(text))
			break;
		if (text[0])
			strcat(text, " ");
		strcat(text, address);
	}
	if (file)
		fclose(file);
	xsmcSetString(xsResult, text);
}

void xs_meterwire_chip_address(xsMachine *the)
{
	xsmcSetString(xsResult, "");
}

void xs_meterwire_chip_update_slot(xsMachine *the)
{
	xsmcSetInteger(xsResult, 0);
}

void xs_meterwire_chip_update_state(xsMachine *the)
{
	xsmcSetInteger(xsResult, -1);
}

void xs_meterwire_chip_confirm_update(xsMachine *the)
{
	xsUnknownError("Linux has no slots");
}

void xs_meterwire_chip_roll_back_update(xsMachine *the)
{
	xsUnknownError("Linux has no slots");
}

void xs_meterwire_chip_environment(xsMachine *the)
{
	char name[64], *value;

	xsmcToStringBuffer(xsArg(0), name, sizeof(name));
	value = getenv(name);
	if (value)
		xsmcSetString(xsResult, value);
}
