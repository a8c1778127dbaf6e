/*
	An access point beside the station of the SDK's Wi-Fi class, and the reason for which that station was last thrown out. The SDK's class
	(modules/io/wifi/esp32) owns the driver: it is there before anything here is used but the first takeReason().
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <string.h>
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "esp_event.h"
#include "esp_netif.h"
#include "esp_wifi.h"

enum { kMaximumClients = 4, kShortestPassword = 8, kStartTurns = 100, kStartTurn = 10 };		// a second in all

static esp_netif_t *gAccessPoint;
static bool gListening;
static uint8_t gReason;

// runs in the task of the event loop
static void stationEvent(void *arg, esp_event_base_t base, int32_t id, void *data)
{
	(void)arg; (void)base; (void)id;
	__atomic_store_n(&gReason, ((wifi_event_sta_disconnected_t *)data)->reason, __ATOMIC_SEQ_CST);
}

void xs_meterwire_radio_take_reason(xsMachine *the)
{
	if (!gListening) {
		esp_err_t err = esp_event_loop_create_default();
		// the SDK's class makes the loop as well, and does not mind that it is there
		if ((ESP_OK == err) || (ESP_ERR_INVALID_STATE == err))
			gListening = ESP_OK == esp_event_handler_register(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, stationEvent, NULL);
	}
	xsmcSetInteger(xsResult, __atomic_exchange_n(&gReason, 0, __ATOMIC_SEQ_CST));
}

// it starts in the task of the event loop, which may be on the other core. until one interface is up the SDK's sockets throw "no network"
static void awaitStart(void)
{
	for (int turn = 0; turn < kStartTurns; turn++) {
		if (esp_netif_is_netif_up(gAccessPoint) && esp_netif_get_default_netif())
			return;
		vTaskDelay(pdMS_TO_TICKS(kStartTurn));
	}
}

// its DHCP server tells phones to ask this device for names
static void offerNameServer(void)
{
	esp_netif_ip_info_t ip;
	esp_netif_dns_info_t dns = { 0 };
	uint8_t offer = 2;	// OFFER_DNS of lwIP's DHCP server

	if (ESP_OK != esp_netif_get_ip_info(gAccessPoint, &ip))
		return;
	dns.ip.u_addr.ip4 = ip.ip;
	dns.ip.type = ESP_IPADDR_TYPE_V4;
	// fails when it is stopped already, which is all that is wanted
	(void)esp_netif_dhcps_stop(gAccessPoint);
	(void)esp_netif_dhcps_option(gAccessPoint, ESP_NETIF_OP_SET, ESP_NETIF_DOMAIN_NAME_SERVER, &offer, sizeof(offer));
	(void)esp_netif_set_dns_info(gAccessPoint, ESP_NETIF_DNS_MAIN, &dns);
	(void)esp_netif_dhcps_start(gAccessPoint);
}

void xs_meterwire_radio_open(xsMachine *the)
{
	wifi_config_t config = { 0 };
	char name[sizeof(config.ap.ssid) + 1], password[sizeof(config.ap.password) + 1];
	esp_netif_ip_info_t ip;
	wifi_mode_t mode;

	// both throw when the text is too long
	xsmcToStringBuffer(xsArg(0), name, sizeof(name));
	xsmcToStringBuffer(xsArg(1), password, sizeof(password));
	if (!name[0] || (password[0] && (strlen(password) < kShortestPassword)))
		xsRangeError("access point: name or password too short");
	if (ESP_OK != esp_wifi_get_mode(&mode))
		xsUnknownError("access point: the Wi-Fi has not started");

	if (!gAccessPoint)
		gAccessPoint = esp_netif_create_default_wifi_ap();
	if (!gAccessPoint)
		xsUnknownError("access point: no memory");

	config.ap.ssid_len = strlen(name);
	memcpy(config.ap.ssid, name, config.ap.ssid_len);
	memcpy(config.ap.password, password, strlen(password));
	config.ap.authmode = password[0] ? WIFI_AUTH_WPA2_PSK : WIFI_AUTH_OPEN;
	config.ap.max_connection = kMaximumClients;
	config.ap.channel = 1;	// follows the station's as soon as that has one

	if (ESP_OK != esp_wifi_set_mode(WIFI_MODE_APSTA))
		xsUnknownError("access point: no memory");
	if (ESP_OK != esp_wifi_set_config(WIFI_IF_AP, &config)) {
		(void)esp_wifi_set_mode(WIFI_MODE_STA);
		xsUnknownError("access point: refused by the driver");
	}
	awaitStart();
	offerNameServer();

	if (ESP_OK != esp_netif_get_ip_info(gAccessPoint, &ip))
		xsUnknownError("access point: no address");
	xsResult = xsStringBuffer(NULL, 15);
	esp_ip4addr_ntoa(&ip.ip, xsmcToString(xsResult), 16);
}

void xs_meterwire_radio_close(xsMachine *the)
{
	if (ESP_OK != esp_wifi_set_mode(WIFI_MODE_STA))
		xsUnknownError("access point: cannot be closed");
}
