/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is fuzzed: one target for each reader of a text that somebody else wrote. The same targets
 * are run by libFuzzer (fuzzer.c) and by make check over the corpora (replay.c).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* size bytes, and one NUL behind them: what the readers of files are given. */
typedef void target_function(const char *text, size_t size);

struct target {
	const char *name; /* its corpus is corpus/NAME */
	target_function *run;
};

extern const struct target targets[];
extern const size_t target_count;

/* The target of that name, or NULL. */
const struct target *target_find(const char *name);

/* Give the bytes to a target, in a copy of exactly their size. */
void target_run(const struct target *target, const void *data, size_t size);

target_function target_boot_entry, target_cni, target_containerd, target_cri_status, target_crio,
	target_dpkg_status,
	target_efi_variable, target_elf, target_grpc, target_grub, target_grubenv, target_json,
	target_kernel_cmdline, target_kubeconfig, target_modprobe_d, target_module_name,
	target_modules_dep, target_modules_load, target_netlink, target_os_release,
	target_pe, target_quote, target_rtnetlink, target_service_unit, target_settings,
	target_toml, target_yaml;

/* A property that holds for every input. In every build: NDEBUG does not take it away. */
#define CLAIM(condition) ((condition) ? (void)0 : claim_broken(__FILE__, __LINE__, #condition))

__attribute__((noreturn)) void claim_broken(const char *file, int line, const char *condition);

/* The words are for a message: UTF-8, and no control character in them that steers a terminal. */
void claim_message(const char *words);

/* A NUL stands within the size bytes of the field. */
void claim_ends(const char *field, size_t size);

/* What an out-parameter holds before the call, to see that it was left alone. */
#define UNTOUCHED ((void *)claim_message)
