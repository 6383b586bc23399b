"""The networks of a project run on its pictures: how accurate they are, whether they agree, what mismatches cost, what they want."""
