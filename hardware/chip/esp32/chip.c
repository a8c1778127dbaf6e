/*
	What ESP-IDF knows and no JavaScript module of the SDK tells.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <stdio.h>
#include <string.h>
#include "esp_heap_caps.h"
#include "esp_mac.h"
#include "esp_netif.h"
#include "app_update/include/esp_ota_ops.h"
#include "esp_random.h"
#include "esp_system.h"
#include "lwip/dns.h"
#include "lwip/ip_addr.h"

void xs_meterwire_chip_restart(xsMachine *the)
{
	(void)the;
	esp_restart();
}

void xs_meterwire_chip_reset_reason(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)esp_reset_reason());
}

void xs_meterwire_chip_mac(xsMachine *the)
{
	uint8_t mac[6] = { 0 };
	char text[13];

	if (esp_read_mac(mac, ESP_MAC_EFUSE_FACTORY))
		xsUnknownError("no MAC address");
	snprintf(text, sizeof(text), "%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	xsmcSetString(xsResult, text);
}

void xs_meterwire_chip_free_memory(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)heap_caps_get_free_size(MALLOC_CAP_DEFAULT));
}

void xs_meterwire_chip_random(xsMachine *the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(0));

	if ((count < 1) || (count > 256))
		xsRangeError("1 to 256 bytes");
	esp_fill_random(xsmcSetArrayBuffer(xsResult, NULL, count), count);
}

void xs_meterwire_chip_name_servers(xsMachine *the)
{
	char text[DNS_MAX_SERVERS * (IPADDR_STRLEN_MAX + 1)] = "";
	char address[IPADDR_STRLEN_MAX];

	for (u8_t i = 0; i < DNS_MAX_SERVERS; i++) {
		const ip_addr_t *server = dns_getserver(i);
		// the resolver speaks IPv4
		if (!IP_IS_V4(server) || ip_addr_isany(server) || !ipaddr_ntoa_r(server, address, sizeof(address)))
			continue;
		if (text[0])
			strlcat(text, " ", sizeof(text));
		strlcat(text, address, sizeof(text));
	}
	xsmcSetString(xsResult, text);
}

void xs_meterwire_chip_address(xsMachine *the)
{
	// station or Ethernet: the access point comes last in the order of routes
	esp_netif_t *interface = esp_netif_get_default_netif();
	esp_netif_ip_info_t info = { 0 };
	char text[16] = "";

	if (interface && (ESP_OK == esp_netif_get_ip_info(interface, &info)) && info.ip.addr)
		esp_ip4addr_ntoa(&info.ip, text, sizeof(text));
	xsmcSetString(xsResult, text);
}

void xs_meterwire_chip_update_slot(xsMachine *the)
{
	const esp_partition_t *running = esp_ota_get_running_partition();

	xsmcSetInteger(xsResult, (running && (ESP_PARTITION_SUBTYPE_APP_OTA_1 == running->subtype)) ? 1 : 0);
}

void xs_meterwire_chip_update_state(xsMachine *the)
{
	const esp_partition_t *running = esp_ota_get_running_partition();
	esp_ota_img_states_t state;

	if (!running || esp_ota_get_state_partition(running, &state) || (ESP_OTA_IMG_UNDEFINED == state))
		xsmcSetInteger(xsResult, -1);
	else
		xsmcSetInteger(xsResult, (xsIntegerValue)state);
}

void xs_meterwire_chip_confirm_update(xsMachine *the)
{
	if (esp_ota_mark_app_valid_cancel_rollback())
		xsUnknownError("the boot loader's data cannot be written");
}

void xs_meterwire_chip_roll_back_update(xsMachine *the)
{
	(void)esp_ota_mark_app_invalid_rollback_and_reboot();
	// it returns only when it could not
	xsUnknownError("there is no image to go back to");
}

void xs_meterwire_chip_environment(xsMachine *the)
{
	xsmcSetUndefined(xsResult);
}
