update customers
set first_name = substr(full_name, 1, instr(full_name, :separator) - 1),
    last_name = substr(full_name, instr(full_name, :separator) + length(:separator));
