/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one line of "systemctl status", which is the verdict's line in the journal too. */
#pragma once

#include "core/report.h"

/*
 * "Fit: vxlan loaded, kernel 6.1.0-50-cloud-amd64, CNI k8s-pod-network (containerd)" or
 * "Unfit: <cause>: <what is wrong>; run: <command>", where kubelet starts all the same
 * "Unfit (report mode, kubelet starts): <cause>: ...". The caller owns it.
 */
char *status_line(const struct report *report);

/* Hand it to systemd, which shows it in "systemctl status"; nothing happens outside a unit. */
void status_send(const char *line);

/* The same with the prefix: allocates nothing. */
#define STATUS_PREFIX "STATUS="
void status_send_message(const char *message);
