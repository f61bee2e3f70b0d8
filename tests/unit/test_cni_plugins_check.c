/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-plugins over binaries of every kind that a node can have. */
#include "config.h"

#include <elf.h>
#include <endian.h>

#include "cni_fixture.h"

/* A plugin that nobody knows executes nothing and reads nothing that we could look for. */
#define MESH                                                                                       \
	"{\"name\":\"mesh\",\"cniVersion\":\"0.3.1\",\"plugins\":[{\"type\":\"mesh\"},"           \
	"{\"type\":\"portmap\"}]}"

/* An ELF header and one segment, 4 KiB in all. */
static void make_binary(const struct fixture *fixture, const char *name, uint16_t machine)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr segment;
		char rest[4096];
	} binary = {
		.header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			   .e_type = htole16(ET_EXEC),
			   .e_machine = htole16(machine),
			   .e_phoff = htole64(sizeof(Elf64_Ehdr)),
			   .e_phentsize = htole16(sizeof(Elf64_Phdr)),
			   .e_phnum = htole16(1)},
		.segment = {.p_type = htole32(PT_LOAD), .p_filesz = htole64(4096)},
	};

	make_bytes(fixture, name, &binary, sizeof(binary), 0755);
}

static int setup(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	make_file(fixture, "net.d/10-mesh.conflist", MESH);
	make_plugin(fixture, "bin/mesh");
	make_plugin(fixture, "bin/portmap");
	make_plugin(fixture, "bin/loopback");
	return 0;
}

static void remove_file(const struct fixture *fixture, const char *name)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(unlink(path), 0);
}

static void expect_pass(struct fixture *fixture)
{
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS,
		       WORDS("mesh, portmap executable, from", "/bin"));
}

/* One finding, on mesh; the configuration itself stays sound. */
static void expect_mesh(struct fixture *fixture, enum cause_id cause, const char *words)
{
	const struct finding *finding;

	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	finding = expect_finding(fixture, 0, cause, VERDICT_FAIL, WORDS("mesh: ", words));
	assert_string_equal(finding->subject, "mesh");
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("is valid"));
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
}

static void test_sound(void **state)
{
	expect_pass(*state);
}

static void test_missing(void **state)
{
	struct fixture *fixture = *state;
	/* What installs it is not known. */
	_cleanup_free_ char *remedy = format_text("ls -l %s/bin", fixture->dir);

	remove_file(fixture, "bin/mesh");
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_MISSING, "not in ");
	assert_string_equal(fixture->report.findings[0].remedy, remedy);
	make_link(fixture, "gone", "bin/mesh");
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_MISSING,
		       "bin/mesh is a dangling symbolic link");
	remove_file(fixture, "bin/mesh");
	make_directory(fixture, "bin/mesh");
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_MISSING, "bin/mesh is not a regular file");
}

static void test_all_missing(void **state)
{
	struct fixture *fixture = *state;

	remove_file(fixture, "bin/mesh");
	remove_file(fixture, "bin/portmap");
	remove_file(fixture, "bin/loopback");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	for (size_t i = 0; i < fixture->report.count; i++)
		expect_finding(fixture, i, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS(": not in "));
	assert_true(text_starts(fixture->report.findings[0].summary, "mesh: "));
	fixture->settings.invalid = INVALID_WARN;
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_WARN, WORDS("mesh: "));
}

static void test_loopback(void **state)
{
	struct fixture *fixture = *state;

	make_bytes(fixture, "bin/loopback", "", 0, 0755);
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 2);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mesh, portmap"));
	expect_finding(fixture, 1, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_FAIL,
		       WORDS("bin/loopback is empty", "containerd executes it for every pod"));
	/* As a plugin of the network it is needed, and told once. */
	make_file(fixture, "net.d/0.conf", "{\"name\":\"lo\",\"type\":\"loopback\"}");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_FAIL, WORDS("loopback"));
}

static void test_once(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/0.conflist",
		  "{\"name\":\"a\",\"plugins\":[{\"type\":\"x\"},{\"type\":\"x\"}]}");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("x: "));
}

static void test_unusable(void **state)
{
	struct fixture *fixture = *state;
	static const char zeros[4096];
	_cleanup_free_ char *path = fixture_path(fixture, "bin/mesh");
	_cleanup_free_ char *remedy = format_text("chmod 0755 %s", path);

	make_bytes(fixture, "bin/mesh", "", 0, 0755);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE, "bin/mesh is empty");
	make_bytes(fixture, "bin/mesh", zeros, sizeof(zeros), 0755);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE, "is neither an ELF binary nor a script");
	make_bytes(fixture, "bin/mesh", "#!/nonexistent/sh\n", 18, 0755);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE,
		       "needs the interpreter /nonexistent/sh, which does not exist");
	make_bytes(fixture, "bin/mesh", "#!/etc/passwd\n", 14, 0755);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE, "/etc/passwd, which cannot be executed");
	make_binary(fixture, "bin/mesh", EM_S390);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE,
		       "bin/mesh is for s390x, and this node");
	make_bytes(fixture, "bin/mesh", "#!/bin/sh\n", 10, 0644);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE,
		       "bin/mesh has mode 0644 and cannot be");
	assert_string_equal(fixture->report.findings[0].remedy, remedy);
}

static void test_truncated(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin/mesh");
	/* As the program has it: under qemu-user the machine is not that of what runs. */
	FILE *shell = fopen("/bin/sh", "re");
	Elf64_Ehdr self;

	assert_int_equal(fread(&self, sizeof(self), 1, shell), 1);
	fclose(shell);
	make_binary(fixture, "bin/mesh", le16toh(self.e_machine));
	if (self.e_ident[EI_CLASS] == ELFCLASS64 && self.e_ident[EI_DATA] == ELFDATA2LSB)
		expect_pass(fixture);
	assert_int_equal(truncate(path, 4000), 0);
	if (self.e_ident[EI_CLASS] == ELFCLASS64 && self.e_ident[EI_DATA] == ELFDATA2LSB)
		expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE, "bin/mesh is cut off");
}

/* The first directory with a regular file wins, even when that file cannot run. */
static void test_order(void **state)
{
	struct fixture *fixture = *state;

	make_directory(fixture, "bin2");
	make_plugin(fixture, "bin2/mesh");
	make_bytes(fixture, "bin/mesh", "", 0, 0755);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE, "bin/mesh is empty");
	remove_file(fixture, "bin/mesh");
	make_link(fixture, "gone", "bin/mesh");
	expect_pass(fixture);
	remove_file(fixture, "bin/mesh");
	make_link(fixture, "../bin2/mesh", "bin/mesh");
	expect_pass(fixture);
}

static void test_denied(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin");

	make_bytes(fixture, "bin/mesh", "#!/bin/sh\n", 10, 0700);
	if (geteuid() != 0)
		return;
	fixture_run_as_nobody(fixture, &check_cni_plugins);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, WORDS("only root can read"));
	assert_string_equal(fixture->report.findings[0].remedy, "sudo kubelet-preflight check");
	assert_int_equal(chmod(path, 0700), 0);
	fixture_run_as_nobody(fixture, &check_cni_plugins);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		       WORDS("only root can look for"));
}

static void test_odd_type(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/0.conf", "{\"name\":\"a\",\"type\":\"x\\u001b[1m\"}");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("x\\x1b[1m: "));
	make_plugin(fixture, "bin/x\033[1m");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("x\\x1b[1m executable"));
}

/* An image is judged by its own machine, and not at all when that cannot be seen. */
static void test_image(void **state)
{
	struct fixture *fixture = *state;

	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	make_binary(fixture, "bin/loopback", EM_S390);
	make_binary(fixture, "bin/portmap", EM_S390);
	make_binary(fixture, "bin/mesh", EM_AARCH64);
	expect_pass(fixture);
	make_directory(fixture, "usr");
	make_directory(fixture, "usr/bin");
	make_link(fixture, "/usr/bin/sh", "bin/sh");
	make_binary(fixture, "usr/bin/sh", EM_S390);
	expect_mesh(fixture, CAUSE_CNI_PLUGIN_UNUSABLE,
		       "is for aarch64, and this node is s390x");
}

/* A plugin of the CNI project comes from the package that fills the directory. */
static void test_package(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *remedy = format_text(
		"chroot %s sh -c 'apt-get download --print-uris kubernetes-cni && " APT_INSTALL
		" --reinstall kubernetes-cni'",
		fixture->dir);

	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	make_directory(fixture, "usr");
	make_directory(fixture, "usr/bin");
	make_plugin(fixture, "usr/bin/apt-get");
	make_link(fixture, "apt-get", "usr/bin/sh");
	make_link(fixture, "/usr/bin/sh", "bin/sh");
	strv_append(&fixture->settings.bin_dirs, "/opt/cni/bin");
	remove_file(fixture, "bin/portmap");
	remove_file(fixture, "bin/mesh");
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 2);
	expect_finding(fixture, 1, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("portmap"));
	assert_string_equal(fixture->report.findings[1].remedy, remedy);
	assert_non_null(strstr(fixture->report.findings[0].remedy, "ls -l "));
}

/* An installer writes, or the disk fails, between the two checks: nobody has looked at the plugins. */
static void test_changed_in_between(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	make_file(fixture, "net.d/10-mesh.conflist", "{");
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	expect_finding(fixture, fixture->report.count - 1, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		       WORDS("plugins not checked because ", "10-mesh.conflist is invalid: "));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);

	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	expect_finding(fixture, fixture->report.count - 1, CAUSE_NONE, VERDICT_SKIP,
		       WORDS("is broken (see check cni-config)"));

	fixture->settings.invalid = INVALID_WARN;
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sound),  TEST(test_missing),  TEST(test_all_missing), TEST(test_loopback),
		TEST(test_once),   TEST(test_unusable), TEST(test_truncated),   TEST(test_order),
		TEST(test_denied), TEST(test_odd_type), TEST(test_image),       TEST(test_package),
		TEST(test_changed_in_between),
	};

	return RUN_GROUP("cni_plugins_check", tests);
}
