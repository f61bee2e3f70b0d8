/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /run/kubelet-preflight: what the gate leaves for programs, and for the recovery after it. */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "system/sysroot.h"

#define STATE_DIRECTORY "/run/kubelet-preflight"

/* The JSON document of the last gate. 0 or -errno. Makes the directory when it is not there. */
int state_write_report(const struct sysroot *root, const char *json);

/* Take that of an earlier gate away. 0, also when there is none, or -errno. */
int state_remove_report(const struct sysroot *root);

/*
 * The units whose start waited for a gate that found the node unfit, and that no gate has let
 * through since: one name a line. Reading gives an empty list when there is no such file.
 * *ret_units is for the caller (strv_free).
 */
int state_write_held(const struct sysroot *root, char *const *units);
int state_read_held(const struct sysroot *root, char ***ret_units);

/* How often recovery started the gate again without a change; 0 when never, or not known. */
unsigned int state_read_retries(const struct sysroot *root);
int state_write_retries(const struct sysroot *root, unsigned int retries);

/*
 * The runtime directory of kubelet-preflight-release.service, which systemd makes when that unit
 * starts and removes when it stops, at a reboot, kexec and soft-reboot too: while it is there, the
 * node is released. No one but root makes anything below /run, and no answer of systemd is waited
 * for. What cannot be looked at is not released.
 */
#define RELEASE_DIRECTORY "/run/kubelet-preflight-release"

/* Whether the live node is released. Allocates nothing. */
bool state_is_released(void);

/*
 * Who released it, a name, and since when: 1. 0 when it is not released. It is "root" when the unit
 * was started without our command. The caller owns *ret_by.
 */
int state_read_release(const struct sysroot *root, char **ret_by, time_t *ret_at);

/* Note who released it. 0 or -errno; -ENOENT when it is not released. */
int state_write_release(const struct sysroot *root, const char *by);

/*
 * The lock of those who change the node: gates share it, "fix" has it alone. The descriptor, which
 * has it until it is closed, here and in each child; -EWOULDBLOCK while another has it; or -errno.
 */
int state_lock(const struct sysroot *root, bool alone);

/* The node is fit, and all that was held back has been let through: forget it, and the retries. */
void state_forget(const struct sysroot *root);

/*
 * Start what is held back, which can be nothing any more, say so on stdout, and wait until the gate
 * has decided. 1 when the gate has held it back again, 0, -errno.
 */
int held_start(const struct sysroot *root);
