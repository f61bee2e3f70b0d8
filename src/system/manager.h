/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * systemd, the service manager, over its D-Bus interface: the units that wait for the gate, and
 * their start.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The target that each unit with a kubelet requires; it is bound to the gate. */
#define BARRIER_UNIT "kubelet-preflight.target"
#define GATE_UNIT    "kubelet-preflight.service"

/* While it is active the gate opens, see commands/state.h. */
#define RELEASE_UNIT "kubelet-preflight-release.service"

struct manager;

/* True when systemd is PID 1. */
bool manager_is_there(void);

/* Connect to the manager. *ret belongs to the caller (manager_close). -errno when there is none. */
int manager_open(struct manager **ret);
void manager_close(struct manager *manager);

/*
 * The first of the units that is active, and when it became so (microseconds, monotonic): 1. 0 when
 * none is, with the first that is installed, or NULL when none is. The caller owns *ret_unit.
 */
int manager_find_active(struct manager *manager, char *const *units, char **ret_unit,
			uint64_t *ret_since_us);

/*
 * The units that require the barrier and whose start is waiting for it now, that is while the
 * gate runs. The caller owns *ret_units (strv_free).
 */
int manager_waiting(struct manager *manager, char ***ret_units);

/*
 * Of the units that the barrier stands before, and of those in also: the ones that are enabled,
 * that require the barrier, that do not run, and that either stand in also or were not started
 * since the boot. These were held back; a unit that was stopped by hand was not. The caller owns
 * *ret_units.
 */
int manager_held_back(struct manager *manager, char *const *also, char ***ret_units);

/* Queue the start of a unit and do not wait for it. */
int manager_start(struct manager *manager, const char *unit);

/* 1 while the start of one of the units is queued, 0 when of none. */
int manager_is_starting(struct manager *manager, char *const *units);

/* 1 when the unit has failed, 0 when not. */
int manager_has_failed(struct manager *manager, const char *unit);

/* Where a service is between its start and its end. */
enum service_phase {
	SERVICE_MISSING,    /* it is not installed, or masked */
	SERVICE_INACTIVE,   /* it was not started, or has ended without a fault */
	SERVICE_QUEUED,     /* its start waits for other units */
	SERVICE_STARTING,
	SERVICE_RESTARTING, /* it has ended, and is started again after RestartSec= */
	SERVICE_ACTIVE,
	SERVICE_STOPPING,   /* it ends: what comes next is not known yet, with Restart= a restart */
	SERVICE_FAILED,
};

struct service_state {
	enum service_phase phase;
	uint32_t restarts;   /* that systemd made by itself since it was last started by somebody */
	uint64_t active_ms;  /* when it became active, as now_ms() counts; 0: it never was */
	bool is_simple;      /* Type=simple, exec or idle: it is active before it is ready */
};

/* The state of that service; 0 or -errno. */
int manager_service_state(struct manager *manager, const char *unit, struct service_state *ret);
