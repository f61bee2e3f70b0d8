/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd, the service manager, over its D-Bus interface. */
#include "config.h"

#include <errno.h>
#include <systemd/sd-bus.h>

#include "system/manager.h"
#include "util/util.h"

#define SYSTEMD "org.freedesktop.systemd1"
#define OBJECT "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"
#define UNIT SYSTEMD ".Unit"
#define JOB SYSTEMD ".Job"
#define SERVICE SYSTEMD ".Service"

/* The socket that systemctl uses as root: no bus daemon is needed, which may not run yet. */
#define PRIVATE_SOCKET "unix:path=/run/systemd/private"

#define CALL_LIMIT_USEC (5 * 1000 * 1000)

struct manager {
	sd_bus *bus;
};

DEFINE_CLEANUP(bus, sd_bus *, sd_bus_flush_close_unref)
DEFINE_CLEANUP(message, sd_bus_message *, sd_bus_message_unref)

/* sd_booted(3) */
bool manager_is_there(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

int manager_open(struct manager **ret)
{
	_cleanup_(cleanup_bus) sd_bus *bus = NULL;
	int r = sd_bus_new(&bus);

	if (r >= 0)
		r = sd_bus_set_address(bus, PRIVATE_SOCKET);
	if (r >= 0)
		r = sd_bus_start(bus);
	if (r < 0) {
		sd_bus_flush_close_unref(TAKE(bus));
		r = sd_bus_open_system(&bus);
	}
	if (r < 0)
		return r;
	sd_bus_set_method_call_timeout(bus, CALL_LIMIT_USEC);
	*ret = xcalloc(1, sizeof(**ret));
	(*ret)->bus = TAKE(bus);
	return 0;
}

void manager_close(struct manager *manager)
{
	if (manager)
		sd_bus_flush_close_unref(manager->bus);
	free(manager);
}

/* The object of a unit, which is loaded from its files when it is not yet. */
static int load_unit(struct manager *manager, const char *unit, char **ret_path)
{
	_cleanup_(cleanup_message) sd_bus_message *reply = NULL;
	const char *path;
	int r = sd_bus_call_method(manager->bus, SYSTEMD, OBJECT, MANAGER, "LoadUnit", NULL,
				   &reply, "s", unit);

	if (r >= 0)
		r = sd_bus_message_read(reply, "o", &path);
	if (r < 0)
		return r;
	*ret_path = xstrdup(path);
	return 0;
}

static int get_text(struct manager *manager, const char *path, const char *property, char **ret)
{
	return sd_bus_get_property_string(manager->bus, SYSTEMD, path, UNIT, property, NULL, ret);
}

static int get_list(struct manager *manager, const char *path, const char *property, char ***ret)
{
	return sd_bus_get_property_strv(manager->bus, SYSTEMD, path, UNIT, property, NULL, ret);
}

static int get_number(struct manager *manager, const char *path, const char *property,
		      uint64_t *ret)
{
	return sd_bus_get_property_trivial(manager->bus, SYSTEMD, path, UNIT, property, NULL, 't',
					   ret);
}

/*
 * 1 when the start of the unit is queued, 0 when not: a unit that is being stopped does not wait.
 */
static int is_to_start(struct manager *manager, const char *unit)
{
	_cleanup_(cleanup_message) sd_bus_message *reply = NULL;
	_cleanup_free_ char *path = NULL, *type = NULL;
	uint32_t id = 0;
	const char *job;
	int r = load_unit(manager, unit, &path);

	if (r >= 0)
		r = sd_bus_get_property(manager->bus, SYSTEMD, path, UNIT, "Job", NULL, &reply,
					"(uo)");
	if (r >= 0)
		r = sd_bus_message_read(reply, "(uo)", &id, &job);
	if (r < 0 || id == 0)
		return r < 0 ? r : 0;
	/* Without this object the job has ended meanwhile. */
	r = sd_bus_get_property_string(manager->bus, SYSTEMD, job, JOB, "JobType", NULL, &type);
	if (r < 0)
		return 0;
	return text_equal(type, "start") || text_equal(type, "restart");
}

int manager_waiting(struct manager *manager, char ***ret_units)
{
	_cleanup_strv_ char **required_by = NULL, **waiting = NULL;
	_cleanup_free_ char *barrier = NULL;
	int r = load_unit(manager, BARRIER_UNIT, &barrier);

	if (r >= 0)
		r = get_list(manager, barrier, "RequiredBy", &required_by);
	for (char **unit = required_by; r >= 0 && unit && *unit; unit++) {
		r = is_to_start(manager, *unit);
		if (r > 0)
			strv_append(&waiting, *unit);
	}
	if (r < 0)
		return r;
	*ret_units = TAKE(waiting);
	return 0;
}

/* The strings are the caller's, whatever is returned. */
static int get_state(struct manager *manager, const char *unit, char **ret_path, char **ret_load,
		     char **ret_active)
{
	int r = load_unit(manager, unit, ret_path);

	if (r >= 0)
		r = get_text(manager, *ret_path, "LoadState", ret_load);
	return r < 0 ? r : get_text(manager, *ret_path, "ActiveState", ret_active);
}

/* 1 when the unit was held back, 0 when not, -errno. asked: its start is known to have waited. */
static int was_held_back(struct manager *manager, const char *unit, bool asked)
{
	_cleanup_free_ char *path = NULL, *load = NULL, *active = NULL, *enabled = NULL;
	_cleanup_strv_ char **requires = NULL;
	uint64_t started = 0;
	int r = get_state(manager, unit, &path, &load, &active);

	if (r >= 0)
		r = get_text(manager, path, "UnitFileState", &enabled);
	if (r >= 0)
		r = get_list(manager, path, "Requires", &requires);
	if (r >= 0)
		r = get_number(manager, path, "InactiveExitTimestampMonotonic", &started);
	if (r < 0)
		return r;
	return text_equal(load, "loaded") && text_starts(enabled, "enabled") &&
	       (text_equal(active, "inactive") || text_equal(active, "failed")) &&
	       strv_contains(requires, BARRIER_UNIT) && (asked || started == 0);
}

int manager_held_back(struct manager *manager, char *const *also, char ***ret_units)
{
	_cleanup_strv_ char **units = NULL, **held = NULL;
	_cleanup_free_ char *barrier = NULL;
	int r = load_unit(manager, BARRIER_UNIT, &barrier);

	if (r >= 0)
		r = get_list(manager, barrier, "Before", &units);
	for (char *const *unit = also; r >= 0 && unit && *unit; unit++)
		if (!strv_contains(units, *unit))
			strv_append(&units, *unit);
	for (char **unit = units; r >= 0 && unit && *unit; unit++) {
		if (!text_ends(*unit, ".service"))
			continue;
		r = was_held_back(manager, *unit, strv_contains(also, *unit));
		if (r > 0)
			strv_append(&held, *unit);
	}
	if (r < 0)
		return r;
	*ret_units = TAKE(held);
	return 0;
}

int manager_start(struct manager *manager, const char *unit)
{
	return sd_bus_call_method(manager->bus, SYSTEMD, OBJECT, MANAGER, "StartUnit", NULL,
				  NULL, "ss", unit, "replace");
}

int manager_is_starting(struct manager *manager, char *const *units)
{
	int r = 0;

	for (char *const *unit = units; r == 0 && *unit; unit++)
		r = is_to_start(manager, *unit);
	return r;
}

int manager_has_failed(struct manager *manager, const char *unit)
{
	_cleanup_free_ char *path = NULL, *load = NULL, *active = NULL;
	int r = get_state(manager, unit, &path, &load, &active);

	return r < 0 ? r : text_equal(active, "failed");
}

/* Since systemd 257 a running unit is "refreshing" while its mounts are updated. */
static bool is_running(const char *active)
{
	return text_equal(active, "active") || text_equal(active, "reloading") ||
	       text_equal(active, "refreshing");
}

int manager_find_active(struct manager *manager, char *const *units, char **ret_unit,
			uint64_t *ret_since_us)
{
	_cleanup_free_ char *installed = NULL;
	uint64_t since = 0;
	bool found = false;

	for (char *const *unit = units; *unit && !found; unit++) {
		_cleanup_free_ char *path = NULL, *load = NULL, *active = NULL;
		int r = get_state(manager, *unit, &path, &load, &active);

		if (r >= 0)
			r = get_number(manager, path, "ActiveEnterTimestampMonotonic", &since);
		if (r < 0 && r != -ENOENT)
			return r;
		if (r < 0 || !text_equal(load, "loaded"))
			continue;
		found = is_running(active);
		if (found || !installed) {
			free(installed);
			installed = xstrdup(*unit);
		}
	}
	*ret_unit = TAKE(installed);
	*ret_since_us = since;
	return found;
}

static enum service_phase phase_of(const char *load, const char *active, const char *sub,
				   bool is_queued)
{
	if (!text_equal(load, "loaded"))
		return SERVICE_MISSING;
	if (is_running(active))
		return SERVICE_ACTIVE;
	/* Before an automatic restart the unit is "activating" and has no job of its own yet. */
	if (text_equal(sub, "auto-restart") || text_equal(sub, "auto-restart-queued"))
		return SERVICE_RESTARTING;
	if (text_equal(active, "activating"))
		return SERVICE_STARTING;
	if (text_equal(active, "deactivating"))
		return SERVICE_STOPPING;
	if (is_queued)
		return SERVICE_QUEUED;
	return text_equal(active, "failed") ? SERVICE_FAILED : SERVICE_INACTIVE;
}

/* systemd.service(5), Type=: services of the other types become active when they are ready. */
static bool is_simple(const char *type)
{
	return text_equal(type, "simple") || text_equal(type, "exec") || text_equal(type, "idle");
}

static int read_service_state(struct manager *manager, const char *unit, struct service_state *ret)
{
	_cleanup_free_ char *path = NULL, *load = NULL, *active = NULL, *sub = NULL, *type = NULL;
	struct service_state state = {0};
	uint64_t active_us = 0;
	int queued = 0;
	int r = get_state(manager, unit, &path, &load, &active);

	if (r >= 0)
		r = get_text(manager, path, "SubState", &sub);
	if (r >= 0)
		r = get_number(manager, path, "ActiveEnterTimestampMonotonic", &active_us);
	if (r >= 0)
		r = queued = is_to_start(manager, unit);
	if (r >= 0)
		r = sd_bus_get_property_trivial(manager->bus, SYSTEMD, path, SERVICE, "NRestarts",
						NULL, 'u', &state.restarts);
	if (r >= 0)
		r = sd_bus_get_property_string(manager->bus, SYSTEMD, path, SERVICE, "Type", NULL,
					       &type);
	if (r < 0)
		return r;
	state.active_ms = active_us / 1000;
	state.is_simple = is_simple(type);
	state.phase = phase_of(load, active, sub, queued > 0);
	*ret = state;
	return 0;
}

/*
 * A service that is being restarted can be inactive between two properties that are read: read
 * again.
 */
int manager_service_state(struct manager *manager, const char *unit, struct service_state *ret)
{
	int r = read_service_state(manager, unit, ret);

	if (r == 0 && ret->phase == SERVICE_INACTIVE)
		r = read_service_state(manager, unit, ret);
	return r;
}
