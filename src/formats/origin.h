/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name of a file that was moved away: it says when that was and where the file came from. */
#pragma once

#include <time.h>

/*
 * "20261123T081500Z-etc-cni-net.d-10-calico.conflist" for /etc/cni/net.d/10-calico.conflist: the
 * time in UTC to the second, and the path with '-' for each '/'. A counter above 0 stands behind the
 * time (…Z.1-etc-…), for a name that is taken. What is neither letter, digit nor one of _.+:=@,-
 * becomes %NN, so that no name steers a terminal or needs quotes. Never longer than NAME_MAX: of a
 * long path the end stays, behind "...". The caller owns it; NULL when there is no memory.
 */
char *origin_name(const char *path, time_t when, unsigned int counter);
