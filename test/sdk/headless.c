/*
	Runs an app that `mcconfig -m -p lin` has built, without a window: what the SDK's simulator does, less the screen.

		headless FILE [SECONDS]

	FILE is the mc.so of the app. Its traces come on standard output, a line at a time. The app runs in the folder that this was started in.
	Ends after SECONDS, on SIGINT or SIGTERM with status 0; with the status of the machine when that gives up (5: an exception that nobody
	caught), with 2 when FILE cannot be run.
*/

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <glib.h>
#include <glib-unix.h>

#define mxLinux 1
#include "screen.h"

#define kIdleInterval (50)		// milliseconds. the machine collects garbage and reports its instruments from here

typedef struct {
	GMainLoop	*loop;
	int			status;
} HostRecord, *Host;

static HostRecord gHost;		// txScreen has no room for a reference of ours

static gboolean hostQuit(gpointer it)
{
	Host host = it;
	g_main_loop_quit(host->loop);
	return G_SOURCE_REMOVE;
}

static void hostOnAbort(txScreen *screen, int status)
{
	(void)screen;
	fprintf(stderr, "the machine gave up: status %d\n", status);
	gHost.status = status ? status : 1;
	g_idle_add(hostQuit, &gHost);
}

static gboolean hostOnIdle(gpointer it)
{
	txScreen *screen = it;
	if (screen->idle)
		(*screen->idle)(screen);
	return G_SOURCE_CONTINUE;
}

static void hostOnStart(txScreen *screen, double interval)
{
	(void)interval;		// that of a display
	g_timeout_add(kIdleInterval, hostOnIdle, screen);
}

static void hostIgnore(txScreen *screen)
{
	(void)screen;
}

static void hostIgnoreMessage(txScreen *screen, char *message, int size)
{
	(void)screen;
	(void)message;
	(void)size;
}

int main(int count, char **arguments)
{
	char *end = NULL;
	double seconds = (count > 2) ? strtod(arguments[2], &end) : 0;
	if ((count < 2) || (count > 3) || (end && *end) || (seconds < 0)) {
		fprintf(stderr, "usage: %s FILE [SECONDS]\n", arguments[0]);
		return 2;
	}

	void *library = dlopen(arguments[1], RTLD_NOW);
	txScreenLaunchProc launch = library ? (txScreenLaunchProc)dlsym(library, "fxScreenLaunch") : NULL;
	if (!launch) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}

	// a display of one pixel, for the machine insists on having one
	txScreen *screen = calloc(1, sizeof(txScreen) + screenBytesPerPixel);
	if (!screen) {
		fprintf(stderr, "no memory\n");
		return 2;
	}
	screen->width = 1;
	screen->height = 1;
	screen->abort = hostOnAbort;
	screen->bufferChanged = hostIgnore;
	screen->formatChanged = hostIgnore;
	screen->post = hostIgnoreMessage;
	screen->start = hostOnStart;
	screen->stop = hostIgnore;
	mxCreateMutex(&screen->workersMutex);
	screen->mainThread = mxCurrentThread();

	setvbuf(stdout, NULL, _IOLBF, 0);
	gHost.loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGINT, hostQuit, &gHost);
	g_unix_signal_add(SIGTERM, hostQuit, &gHost);
	if (seconds > 0)
		g_timeout_add((guint)(seconds * 1000), hostQuit, &gHost);

	(*launch)(screen);
	if (!gHost.status)
		g_main_loop_run(gHost.loop);
	if (screen->quit && !gHost.status)
		(*screen->quit)(screen);		// after an abort there is no machine to end
	g_main_loop_unref(gHost.loop);
	return gHost.status;
}
