/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that change the kernel command line: their sed is run on the file they name. */
#include "config.h"

#include "checks/cmdline_remedy.h"
#include "fixture.h"

#define RELEASE "6.1.0-50-cloud-amd64"

static char *remedy(struct fixture *fixture, const char *parameters, const char *replacement)
{
	fixture->ctx.release = RELEASE;
	return cmdline_remedy(&fixture->ctx, parameters, replacement);
}

/* Run the command up to " && " on the file below the fixture; its text is then wanted. */
static void assert_change(struct fixture *fixture, const char *command, const char *file,
			  const char *wanted)
{
	_cleanup_free_ char *changed = NULL, *sed = NULL;
	const char *name = strstr(command, file);

	assert_non_null(name);
	sed = format_text("%.*s%s", (int)(name - command), command, fixture_path(fixture, file));
	assert_int_equal(system(sed), 0);
	assert_int_equal(sysroot_read(&fixture->root, file, 4096, &changed, NULL), 0);
	assert_string_equal(changed, wanted);
}

static void test_grub(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *list = NULL, *whole = NULL, *options = NULL;

	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub",
		      "GRUB_CMDLINE_LINUX=\"quiet module_blacklist=geneve,vxlan vxlan.udp_port=bad "
		      "vxlan.a=/b\"\n");
	list = remedy(fixture, "module_blacklist=geneve,vxlan", "module_blacklist=geneve");
	assert_string_equal(list, "sed -i s/module_blacklist=geneve,vxlan/module_blacklist=geneve/ "
				  "/etc/default/grub && update-grub && reboot");
	assert_change(fixture, list, "/etc/default/grub",
		      "GRUB_CMDLINE_LINUX=\"quiet module_blacklist=geneve vxlan.udp_port=bad "
		      "vxlan.a=/b\"\n");
	whole = remedy(fixture, "module_blacklist=geneve", "");
	assert_change(fixture, whole, "/etc/default/grub",
		      "GRUB_CMDLINE_LINUX=\"quiet vxlan.udp_port=bad vxlan.a=/b\"\n");
	options = remedy(fixture, "vxlan.udp_port=bad vxlan.a=/b", "");
	assert_change(fixture, options, "/etc/default/grub", "GRUB_CMDLINE_LINUX=\"quiet\"\n");
}

/* Cloud images set it in a drop-in. */
static void test_grub_drop_in(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n");
	fixture_write(fixture, "/etc/default/grub.d/10-a.cfg", "GRUB_TIMEOUT=0\n");
	fixture_write(fixture, "/etc/default/grub.d/50-cloudimg.cfg",
		      "GRUB_CMDLINE_LINUX=\"modprobe.blacklist=vxlan\"\n");
	command = remedy(fixture, "modprobe.blacklist=vxlan", "");
	assert_change(fixture, command, "/etc/default/grub.d/50-cloudimg.cfg",
		      "GRUB_CMDLINE_LINUX=\"\"\n");
}

static void test_others(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *none = NULL, *pi = NULL, *uki = NULL, *boot = NULL, *grub2 = NULL,
			    *grubby = NULL, *replaced = NULL;

	none = remedy(fixture, "module_blacklist=vxlan", "");
	assert_null(none);
	fixture_write(fixture, "/boot/firmware/cmdline.txt", "quiet module_blacklist=vxlan\n");
	pi = remedy(fixture, "module_blacklist=vxlan", "");
	assert_string_equal(pi, "sed -i 's/ *module_blacklist=vxlan//' /boot/firmware/cmdline.txt && "
				"reboot");
	fixture_write(fixture, "/etc/kernel/cmdline", "quiet\n");
	boot = remedy(fixture, "a", "");
	assert_string_equal(boot, "sed -i 's/ *a//' /etc/kernel/cmdline && kernel-install add " RELEASE
				  " /boot/vmlinuz-" RELEASE " && reboot");
	fixture_write(fixture, "/lib/modules/" RELEASE "/vmlinuz", "");
	uki = remedy(fixture, "a", "");
	assert_string_equal(uki, "sed -i 's/ *a//' /etc/kernel/cmdline && kernel-install add " RELEASE
				 " /lib/modules/" RELEASE "/vmlinuz && reboot");
	fixture_write(fixture, "/boot/grub2/grub.cfg", "");
	grub2 = remedy(fixture, "a", "");
	assert_string_equal(grub2, "sed -i 's/ *a//' /etc/default/grub && grub2-mkconfig -o "
				   "/boot/grub2/grub.cfg && reboot");
	fixture_write(fixture, "/usr/sbin/grubby", "");
	grubby = remedy(fixture, "vxlan.a=1 vxlan.b=2", "");
	assert_string_equal(grubby, "grubby --update-kernel=ALL --remove-args='vxlan.a=1 vxlan.b=2' && "
				    "reboot");
	replaced = remedy(fixture, "module_blacklist=a,vxlan", "module_blacklist=a");
	assert_string_equal(replaced, "grubby --update-kernel=ALL "
				      "--remove-args=module_blacklist=a,vxlan "
				      "--args=module_blacklist=a && reboot");
}

/* Whoever writes the command line cannot write our command. */
static void test_hostile(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub", "x vxlan.a='/;$(touch${IFS}/x)[*]^\\b y\n");
	command = remedy(fixture, "vxlan.a='/;$(touch${IFS}/x)[*]^\\b", "");
	assert_change(fixture, command, "/etc/default/grub", "x y\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_grub),
		FIXTURE_TEST(test_grub_drop_in),
		FIXTURE_TEST(test_others),
		FIXTURE_TEST(test_hostile),
	};

	return RUN_GROUP("cmdline_remedy", tests);
}
