/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of the fuzz targets, and what they claim with. */
#include "config.h"

#include "target.h"
#include "text/quote.h"
#include "util/util.h"

const struct target targets[] = {
	{"boot_entry", target_boot_entry},
	{"cni", target_cni},
	{"containerd", target_containerd},
	{"cri_status", target_cri_status},
	{"crio", target_crio},
	{"dpkg_status", target_dpkg_status},
	{"efi_variable", target_efi_variable},
	{"elf", target_elf},
	{"grpc", target_grpc},
	{"grub", target_grub},
	{"grubenv", target_grubenv},
	{"json", target_json},
	{"kernel_cmdline", target_kernel_cmdline},
	{"kubeconfig", target_kubeconfig},
	{"modprobe_d", target_modprobe_d},
	{"module_name", target_module_name},
	{"modules_dep", target_modules_dep},
	{"modules_load", target_modules_load},
	{"netlink", target_netlink},
	{"os_release", target_os_release},
	{"pe", target_pe},
	{"quote", target_quote},
	{"rtnetlink", target_rtnetlink},
	{"service_unit", target_service_unit},
	{"settings", target_settings},
	{"toml", target_toml},
	{"yaml", target_yaml},
};

const size_t target_count = ARRAY_SIZE(targets);

const struct target *target_find(const char *name)
{
	for (size_t i = 0; i < target_count; i++)
		if (text_equal(targets[i].name, name))
			return &targets[i];
	return NULL;
}

void target_run(const struct target *target, const void *data, size_t size)
{
	_cleanup_free_ char *text = malloc(size + 1);

	CLAIM(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	target->run(text, size);
}

void claim_broken(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

void claim_message(const char *words)
{
	_cleanup_free_ char *quoted = quote_message(words);

	CLAIM(quoted);
	if (!text_equal(quoted, words))
		fprintf(stderr, "message: %s\n", quoted);
	CLAIM(text_equal(quoted, words));
}

void claim_ends(const char *field, size_t size)
{
	CLAIM(memchr(field, '\0', size));
}
