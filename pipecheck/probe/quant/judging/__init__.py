"""How far a quantised network is from the float one."""
